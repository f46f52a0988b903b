export var x = 1
// expect compile error: export
