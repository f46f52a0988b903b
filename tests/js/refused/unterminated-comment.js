/* abc
// expect compile error: comment
