var a = new.target
// expect compile error: new.target
