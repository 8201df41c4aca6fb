supervision-room = 监督
