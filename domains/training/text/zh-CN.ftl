training-room = 培训
