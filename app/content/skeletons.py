"""What new files hold, in both languages; `{id}`, `{title}` and `{hash}` are filled in, and doubled braces are braces."""

COURSE = """\
format: 1
id: {id}
status: draft
title:
  zh-CN: "{title}"
  en: "{title}"
languages: [zh-CN, en]
summary:
  zh-CN: 一句话说明学完能做什么。
  en: One sentence on what people can do after this course.
owners: []
license: ""
"""
MODULE = """\
id: {id}
title:
  zh-CN: "{title}"
  en: "{title}"
"""
LESSON_ZH = """\
---
id: {id}
status: draft
title: "{title}"
summary: 一两句话：这一课讲什么。
minutes: 10
---
先写工作中的一个场景，三到五句。

## 要点

用数字和表格把事情讲清楚。

## [?] 这里换成一道检查题。
`id: {id}-q1`

- (x) 正确的选项
  > 说明为什么对。
- ( ) 一个常见的错误想法
  > 说明错在哪里。

> [!解析]
> 答完以后给学员看的解释。
"""
LESSON_EN = """\
---
title: "{title}"
summary: "One or two sentences: what this lesson is about."
source_hash: "{hash}"
---
Begin with a situation at work, in three to five sentences.

## Key ideas

Numbers and tables make things clear.

## [?] Put a check question here.
`id: {id}-q1`

- (x) The right option
  > Say why it is right.
- ( ) A common misunderstanding
  > Say what is wrong with it.

> [!EXPLANATION]
> What learners read once they have answered.
"""
QUIZ_ZH = """\
---
id: {id}
status: draft
type: quiz
title: "{title}"
summary: 一两句话：这份测验考什么。
minutes: 15
pass_mark: 80
shuffle_questions: true
---
开始之前先看一遍课文。下面九种题型各有一道，留下要用的，其余删掉。

## [?] 单选题：只有一个选项是对的。
`id: {id}-q1`

- ( ) 一个常见的错误想法
  > 说明错在哪里。
- (x) 正确的选项

## [?] 多选题：两个选项是对的。
`id: {id}-q2` `points: 2`

- [x] 正确的选项
- [ ] 错误的选项
- [x] 另一个正确的选项

## [?] 判断题：这句话对吗？
`id: {id}-q3`

- (x) 正确
- ( ) 错误

## [?] 填词题：海关用来给商品归类的编码叫什么？
`id: {id}-q4` `type: text`

- = HS 编码
- = 海关编码

## [?] 数值题：每箱 12 件，一共多少件？
`id: {id}-q5` `type: number`

```vars
cartons = random(5, 20)
pieces  = 12 * cartons
```

一共有 {{{{cartons}}}} 箱，每位学员看到的箱数不同。

- = {{{{pieces}}}} ± 0 件

> [!解析]
> 12 × {{{{cartons}}}} = {{{{pieces}}}}。

## [?] 排序题：按先后顺序排列。
`id: {id}-q6` `type: order` `points: 2`

1. 贴标签
2. 出口报关
3. 进口清关

## [?] 连线题：给每个术语找到它的意思。
`id: {id}-q7` `type: match` `points: 2`

| 术语 | 意思 |
|---|---|
| EXW | 买方到工厂提货 |
| DDP | 卖方承担一切税费 |
|     | 谁也不付钱 |

## [?] 填空题：把句子补充完整。
`id: {id}-q8`

进口环节的税由[[ (x) 买方 | ( ) 承运人 ]]承担，这种税叫做[[增值税|VAT]]。

## [?] 问答题：写一段给买家的说明。
`id: {id}-q9` `type: open` `points: 4` `min_words: 30`

包裹在海关耽搁了三天，请写信告诉买家接下来会发生什么。

> [!评分标准]
> 语气 1 分，事实 3 分。主管评阅后才有成绩。
"""
QUIZ_EN = """\
---
title: "{title}"
summary: "One or two sentences: what this quiz asks about."
source_hash: "{hash}"
---
Read the lessons once more before you begin. Here is one question of each of the nine kinds: keep those you need, delete the others.

## [?] Single choice: one option is right.
`id: {id}-q1`

- ( ) A common misunderstanding
  > Say what is wrong with it.
- (x) The right option

## [?] Multiple choice: two options are right.
`id: {id}-q2`

- [x] A right option
- [ ] A wrong option
- [x] Another right option

## [?] True or false: is this so?
`id: {id}-q3`

- (x) True
- ( ) False

## [?] A word: what is the code called by which customs classify goods?
`id: {id}-q4` `type: text`

- = HS code
- = Harmonized System code

## [?] A number: 12 pieces to a carton, how many in all?
`id: {id}-q5` `type: number`

```vars
cartons = random(5, 20)
pieces  = 12 * cartons
```

There are {{{{cartons}}}} cartons; every learner is given a number of their own.

- = {{{{pieces}}}} ± 0 pieces

> [!EXPLANATION]
> 12 × {{{{cartons}}}} = {{{{pieces}}}}.

## [?] An ordering: what comes first?
`id: {id}-q6` `type: order`

1. Label the parcel
2. Clear it for export
3. Clear it for import

## [?] A match: what does each term mean?
`id: {id}-q7` `type: match`

| Term | Meaning |
|---|---|
| EXW | the buyer collects at the factory |
| DDP | the seller bears all duties and taxes |
|     | nobody pays |

## [?] A text to fill in.
`id: {id}-q8`

Import tax is borne by the [[ (x) buyer | ( ) carrier ]]; it is called [[VAT|value added tax]].

## [?] An open answer: write to the buyer.
`id: {id}-q9` `type: open`

The parcel has been held by customs for three days. Tell the buyer what happens next.

> [!RUBRIC]
> Tone 1 point, facts 3 points. The result waits for a reviewer.
"""
PAGES = {"lesson": (LESSON_ZH, LESSON_EN), "quiz": (QUIZ_ZH, QUIZ_EN)}
