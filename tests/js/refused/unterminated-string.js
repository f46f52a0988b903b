var s = 'abc
// expect compile error: string
