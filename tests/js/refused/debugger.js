debugger
// expect compile error: debugger
