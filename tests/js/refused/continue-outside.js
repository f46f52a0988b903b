continue
// expect compile error: continue
