diagnosis-room = Diagnosis
