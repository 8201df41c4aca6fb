// Routes nobody is sent to: they would end the walk or change who is walking, or what they lead to differs at every
// opening of the doors (the day's checkpoint).
export const LEFT_OUT = new Set([
  "POST /sign-out",
  "POST /sign-in/demo",
  "POST /preferences",
  "GET /static/{name}",
  "GET /open/ledger/{size}",
]);
