// A server that answers what a test tells it to, and remembers what it was asked.
import { createServer } from "node:http";

export const CUT = 0;

export async function scripted(t) {
  const script = { asked: [], answers: [], answer: (...answers) => (script.answers = answers) };
  const server = createServer((request, response) => {
    const pieces = [];
    request.on("data", (piece) => pieces.push(piece));
    request.on("end", () => {
      const body = Buffer.concat(pieces);
      script.asked.push({ method: request.method, path: request.url, headers: request.headers, body });
      const answer = script.answers.length > 1 ? script.answers.shift() : script.answers[0];
      if (answer.status === CUT) return void request.socket.destroy();
      response.writeHead(answer.status, answer.headers);
      response.end(answer.body ?? "{}");
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  script.origin = `http://127.0.0.1:${server.address().port}`;
  t.after(() => new Promise((resolve) => (server.closeAllConnections(), server.close(resolve))));
  return script;
}
