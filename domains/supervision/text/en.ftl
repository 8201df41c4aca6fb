supervision-room = Supervision
