var r = /abc
// expect compile error: regular expression
