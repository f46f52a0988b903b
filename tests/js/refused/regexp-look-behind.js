var r = /(?<=a)b/
// expect compile error: look-behind
