print(`${null} ${undefined} ${[1, 2]} ${true} ${-0} ${1e21}`)
// expect: null undefined 1,2 true 0 1e+21
