var r = /a/gg
// expect compile error: flag
