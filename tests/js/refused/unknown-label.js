for (;;) { break nowhere }
// expect compile error: nowhere
