return 1
// expect compile error: return
