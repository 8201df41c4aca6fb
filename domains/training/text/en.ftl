training-room = Training
