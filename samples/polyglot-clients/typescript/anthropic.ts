import Anthropic from "@anthropic-ai/sdk";

const client = new Anthropic({ baseURL: process.env.THROUGHLINE_URL, apiKey: "anything" });

const stream = client.messages.stream({
  model: "echo/echo",
  max_tokens: 200,
  messages: [{ role: "user", content: "Greetings from TypeScript" }],
});
stream.on("text", text => process.stdout.write(text));
await stream.done();
console.log();
