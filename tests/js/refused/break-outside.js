break
// expect compile error: break
