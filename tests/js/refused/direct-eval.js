eval('1')
// expect compile error: eval
