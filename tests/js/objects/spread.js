var a = { x: 1, y: 2 }, b = { ...a, y: 3, z: 4 }, c = { y: 9, ...a, ...null, ...undefined }
print(b.x, b.y, b.z, c.y, Object.keys(c).join(), Object.keys({ ...'ab' }).join())
// expect: 1 3 4 2 y,x 0,1
