print((null ?? 0) || 5, null ?? (0 || 6))
// expect: 5 6
