try {} catch (e) { let e }
// expect compile error: e
