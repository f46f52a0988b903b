var f = (a)
=> a
// expect compile error:
