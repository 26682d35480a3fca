/** Questions about edges (SPEC.md, Edge and PSR). */
import { isSignedRequest, type SignedRequest, signRequest } from '../manifest/edge-signature.ts'
import { type Question, type Questions, Refusal, readMember, readText, readTexts } from './question.ts'

export const edgeQuestions: Questions = {
  edge_sign: (question) =>
    signRequest(
      readRequest(question),
      { kid: readText(question, 'kid'), secret: readText(question, 'secret') },
      readNow(question),
    ),
  edge_signed(question) {
    const secrets = Object.entries(readTexts(question, 'secrets')).map(([kid, secret]) => ({ kid, secret }))
    const nowMs = readNow(question)
    return isSignedRequest(readText(question, 'header'), readRequest(question), { secrets, nowMs })
  },
}

function readRequest(question: Question): SignedRequest {
  return {
    method: readText(question, 'method'),
    target: readText(question, 'target'),
    body: readText(question, 'body'),
  }
}

function readNow(question: Question): number {
  const now = readMember(question, 'now')
  if (typeof now !== 'number') throw new Refusal('"now" is a number.')
  return now
}
