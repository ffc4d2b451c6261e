import { expect, test } from 'vitest';
import { joinVqa, parseVqaAnnotations, parseVqaQuestions } from './files.ts';

const question = { question_id: 7000, image_id: 7, question: 'Is it red?' };
const annotation = {
  question_id: 7000,
  image_id: 7,
  question_type: 'is it',
  answer_type: 'yes/no',
  multiple_choice_answer: 'yes',
  answers: Array.from({ length: 10 }, (_, index) => ({
    answer: index < 9 ? 'yes' : 'no',
    answer_confidence: 'yes',
    answer_id: index + 1,
  })),
};

test('a question and its annotation become one', () => {
  const joined = joinVqa(
    parseVqaQuestions({ info: {}, questions: [question] }, 'q.json'),
    parseVqaAnnotations({ annotations: [annotation] }, 'a.json'),
    'a.json',
  );
  expect(joined).toEqual([
    {
      questionId: 7000,
      imageId: 7,
      text: 'Is it red?',
      questionType: 'is it',
      answerType: 'yes/no',
      answers: [...Array.from({ length: 9 }, () => 'yes'), 'no'],
    },
  ]);
});

test('errors name the file and the place in it', () => {
  const questions = (value: unknown) => (): unknown => parseVqaQuestions(value, 'q.json');
  expect(questions([])).toThrow('q.json is not an object.');
  expect(questions({})).toThrow('q.json.questions should be a list.');
  expect(questions({ questions: [question, 3] })).toThrow('q.json.questions[1] is not an object.');
  expect(questions({ questions: [{ ...question, question_id: 7.5 }] })).toThrow(
    'q.json.questions[0].question_id should be a whole number or a text.',
  );
  expect(questions({ questions: [question, question] })).toThrow('q.json has question 7000 twice.');
});

test('an annotation has ten answers and an answer type of the challenge', () => {
  const annotations = (change: object) => (): unknown =>
    parseVqaAnnotations({ annotations: [{ ...annotation, ...change }] }, 'a.json');
  expect(annotations({ answers: annotation.answers.slice(1) })).toThrow(
    'a.json.annotations[0].answers should be 10 answers, not 9.',
  );
  expect(annotations({ answer_type: 'colour' })).toThrow(
    'a.json.annotations[0].answer_type should be one of yes/no, number, other.',
  );
  expect(annotations({ answers: [null] })).toThrow('a.json.annotations[0].answers[0] is not an object.');
});

test('a question without annotation or with another image is refused', () => {
  const questions = parseVqaQuestions({ questions: [question] }, 'q.json');
  expect(() => joinVqa(questions, [], 'a.json')).toThrow('a.json has no annotation for question 7000.');
  const moved = parseVqaAnnotations({ annotations: [{ ...annotation, image_id: 8 }] }, 'a.json');
  expect(() => joinVqa(questions, moved, 'a.json')).toThrow('puts question 7000 at image 8');
});
