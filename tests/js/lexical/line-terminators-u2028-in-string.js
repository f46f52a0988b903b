print('\u2028'.length, ' '.length)
// expect: 1 1
