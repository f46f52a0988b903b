const a
// expect compile error: const
