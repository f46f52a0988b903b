with ({}) {}
// expect compile error: with
