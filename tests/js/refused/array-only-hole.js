var a = [,]
// expect compile error: hole
