import OpenAI from "openai";

const client = new OpenAI({ baseURL: process.env.THROUGHLINE_URL + "/v1", apiKey: "anything" });

const stream = await client.chat.completions.create({
  model: "echo/echo",
  messages: [{ role: "user", content: "Greetings from TypeScript" }],
  stream: true,
});
for await (const chunk of stream) {
  process.stdout.write(chunk.choices[0]?.delta.content ?? "");
}
console.log();
