requests-room = 群众诉求
