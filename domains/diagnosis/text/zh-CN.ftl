diagnosis-room = 学习迁移诊断
