// Outside async functions, which there are none of, await is a name like others.
var await = 1;
await: for (;;) {
  await++;
  break await;
}
print(await);
// expect: 2
