action-room = Action
