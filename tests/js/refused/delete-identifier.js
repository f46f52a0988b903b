var a = 1; delete a
// expect compile error: delete
