var o = {}; o?.a = 1
// expect compile error:
