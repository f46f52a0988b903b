else {}
// expect compile error: else
