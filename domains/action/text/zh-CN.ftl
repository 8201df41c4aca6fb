action-room = 行动学习
