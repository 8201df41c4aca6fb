burden-room = 基层减负
