requests-room = Requests
