oversight-room = 权力运行
