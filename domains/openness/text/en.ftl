openness-room = Notices
