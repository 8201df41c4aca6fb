oversight-room = Powers
