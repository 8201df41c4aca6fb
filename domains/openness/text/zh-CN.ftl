openness-room = 公示决策
