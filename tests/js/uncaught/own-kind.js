// An object with a message is named after what made it.
function Problem(text) {
  this.message = text;
}
throw new Problem('mine')
// expect error: Problem: mine
