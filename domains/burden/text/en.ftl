burden-room = Burden
