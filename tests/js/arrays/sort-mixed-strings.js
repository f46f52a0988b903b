print(['é', 'z', 'a', 'Z', '10', '9', ''].sort().join('|'))
// expect: |10|9|Z|a|z|é
