try { throw new RangeError('r') } finally { print('cleanup') }
// expect: cleanup
// expect error: RangeError: r
