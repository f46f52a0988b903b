var s = `abc
// expect compile error: template
