a: { for (;;) { continue a } }
// expect compile error: a
