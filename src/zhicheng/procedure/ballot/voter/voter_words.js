/* What the voter's page says while it works, always as a pair: Chinese, English. What stands still is in voter.html. */
"use strict";
globalThis.zhichengWords = {
  /** Why the page goes no further, and what to do; what another party refuses comes with its own sentences. */
  refused: {
    "bad-card": [
      "这张卡的字符不对：请逐组核对有没有抄错、漏抄。",
      "These are not the characters of a card: please compare them group by group.",
    ],
    "bad-form": [
      "平台发来的内容格式不对，已停下。请告知监督方。",
      "What the platform sent is malformed. The page has stopped; please tell the supervisor.",
    ],
    "bad-key": [
      "平台发来的密钥不能用，已停下。请告知监督方。",
      "A key that the platform sent can't be used. The page has stopped; please tell the supervisor.",
    ],
    "other-vote": [
      "平台发来的是另一场投票，已停下。请告知监督方。",
      "The platform sent another vote. The page has stopped; please tell the supervisor.",
    ],
    "not-present": [
      "本轮出席名单里没有您，不能投票。请告知主席和监督方。",
      "You are not among those present at this vote, so you can't vote. Please tell the chair and the supervisor.",
    ],
    "bad-tag": [
      "您看到的投票文件不是监督方签认的那一份：入场码不对，或者密钥被换过。先核对入场码；仍然如此，就不要投票，立即告知监督方。",
      "What is shown to you is not what the supervisor confirmed: the admission code is not right, or a key was exchanged. " +
        "Compare the code first; if this stays, do not vote, and tell the supervisor at once.",
    ],
    "bad-signature": [
      "签名不对：这不是双方签署的文件。不要继续，请立即告知监督方。",
      "A signature does not hold: this is not what both parties signed. Do not go on; tell the supervisor at once.",
    ],
    "bad-stamp": [
      "收到的印章无效，选票没有封装，也没有交出。请告知监督方。",
      "A stamp that came back is not valid. Nothing was sealed or handed in; please tell the supervisor.",
    ],
    "not-mine": [
      "平台上已有以您的名义领章的记录，与这张种子卡对不上，什么都没有发出。抄过另一张种子卡的，请用那一张；没有抄过，请立即告知监督方。",
      "The platform already has a record in your name, and it does not fit this seed card. Nothing was sent. " +
        "If you wrote down another seed card, use that one; if not, tell the supervisor at once.",
    ],
    "already-chosen": [
      "有申报人您已在别处投出，不能改投；没有发出任何东西。请用种子卡重新进入。",
      "You have already cast for some applicants elsewhere, and a vote can't be changed. " +
        "Nothing was sent; please enter again with your seed card.",
    ],
    "not-my-envelope": [
      "平台以您的名义收了不是您封的信封。请立即告知监督方。",
      "The platform holds an envelope in your name that you did not seal. Tell the supervisor at once.",
    ],
    "new-session": ["本轮作废，已另开一轮重投。", "This vote was given up; a repetition has been opened."],
    "not-secure": [
      "本页只有经 https 打开才能加密。请用会议发的地址打开，或请工作人员安装本地证书。",
      "This page can encrypt only when it is opened by https. Please use the address given out, " +
        "or have the local certificate installed.",
    ],
    offline: [
      "连不上平台。请检查网络再试；已投的不会丢，也不会重复。",
      "The platform can't be reached. Check the network and try again; nothing cast is lost or cast twice.",
    ],
    "not-signed-in": [
      "平台没有认出您。请在平台登录，再打开本页。",
      "The platform does not know you. Please sign in there and open this page again.",
    ],
    different: [
      "请停在这里，不要投票，立即告知监督方：您看到的名单或密钥与别人不同。",
      "Please stop here, do not vote, and tell the supervisor at once: your lists or keys differ from the others'.",
    ],
  },

  choices: { Y: ["赞成", "Yes"], N: ["反对", "No"], A: ["弃权", "Abstain"] },
  title: ["无记名投票 · 职称", "Secret ballot · zhicheng"],
  who: (meeting, vote, member) => [
    `会议 ${meeting} · 投票 ${vote} · 评委 ${member}`,
    `Meeting ${meeting} · vote ${vote} · member ${member}`,
  ],

  // compare
  present: ["出席 / 评委", "present / members"],
  applicants: ["申报人", "applicants"],
  mine: ["由您投票", "for you to vote on"],
  without: ["您回避或未参加评议", "recused, or deliberation missed"],
  run: ["第几轮（重投）", "run (a repetition)"],
  thosePresent: ["出席名单", "Those present"],
  notMine: ["不由您投票的", "Not for you to vote on"],
  rule: ({ share, base, recused, source }) => [
    `通过：赞成票达到${base === "members" ? "全体评委" : "出席"}人数的 ${share}` +
      `（回避者${recused === "counted" ? "" : "不"}计入；${source}）。`,
    `Passed: yes votes of at least ${share} of ${base === "members" ? "all members" : "those present"} ` +
      `(the recused ${recused === "counted" ? "" : "not "}counted; ${source}).`,
  ],

  // vote, review, cast
  counted: (done, all) => [`已选 ${done} / ${all}`, `${done} of ${all} chosen`],
  open: [
    "还有申报人没有选。不愿表态请选“弃权”。",
    "Some applicants are still open. If you don't want to say, choose “Abstain”.",
  ],
  progress: (done, all) => [`${done} / ${all}`, `${done} of ${all}`],
  received: (count) => [
    `您的 ${count} 个信封平台都已收到，收据与本页计算的一致。`,
    `The platform holds all ${count} of your envelopes; its receipt agrees with what this page reckons.`,
  ],
  nobody: ["本轮没有由您投票的申报人。", "There is no applicant for you to vote on."],
  renew: ["进入重投", "Enter the repetition"],
  given_up: ["本轮已作废，请等候重投或改用纸票。", "This vote was given up; wait for its repetition or for paper."],

  // after closing
  closed: ["投票已截止", "The vote is closed"],
  allIn: ["您的信封都在册", "Your envelopes are all in"],
  notIn: ["信封对不上，请告知监督方", "Envelopes do not agree: tell the supervisor"],
  noneOfYours: (count) => [`共 ${count} 个信封，没有您的。`, `There are ${count} envelopes, none of them yours.`],
  under: (count, mine) => [
    `投票已截止，共 ${count} 个信封；您的 ${mine} 个都在根之下，本页已向监督方确认。`,
    `The vote is closed with ${count} envelopes; your ${mine} are under the root, and this page has confirmed it to the supervisor.`,
  ],
  missing: ([zh, en]) => [
    `本页已告知监督方，开票前请查明。${zh ? `不在册的：${zh}。` : "名册、根或签名对不上。"}`,
    "The supervisor was told; nothing should be opened before this is settled. " +
      (en ? `Not in: ${en}.` : "List, root or signature do not agree."),
  ],
  left: ([zh, en]) => [
    `主席说明理由后，未等您的信封即截止的：${zh}。若您记得已经投出，请提出异议。`,
    `Closed without an envelope of yours, with a reason from the chair: ${en}. If you did cast, object.`,
  ],

  // after opening
  opened: ["已开票", "The envelopes are open"],
  notOnBoard: ["票表上没有您的选票。", "There is no ballot of yours on the board."],
  allOnBoard: ["您的选票都在票表上", "Your ballots are all on the board"],
  boardDiffers: ["票表与您的选票不符", "The board does not agree with your ballots"],
  compared: (count) => [
    `${count} 张选票逐一核对，票号、选择、两枚印章都一致；本页已向监督方确认。`,
    `${count} ballots compared: number, choice and both stamps agree. This page has confirmed it to the supervisor.`,
  ],
  object: [
    "请在会议记录签字以前提出异议；有关申报人将整场用新票重投。",
    "Object before the minutes are signed; the vote on these applicants is then repeated with fresh ballots.",
  ],
  columns: [["申报人", "Applicant"], ["您的选择", "Your choice"], ["票号", "Number"], ["核验", "Check"]],
  found: ["✓ 在表上", "✓ on the board"],
  notFound: ["✗ 找不到", "✗ not found"],
  spoiled: (reason) => [`✗ 被判废票：${reason}`, `✗ spoiled: ${reason}`],
  copied: ["已复制，可以粘贴给主席和监督方。", "Copied: it can be pasted to the chair and the supervisor."],
  objection: (fingerprint, member, [zh, en]) => [
    `异议：本轮（指纹 ${fingerprint}）评委 ${member} 的信封在根之下，其选票却不在票表上。申报人（信封）：${zh}。请求对有关申报人整场重投。`,
    `Objection: in the vote with fingerprint ${fingerprint} the envelopes of member ${member} are under the root, but their ballots ` +
      `are not on the board. Applicant (envelope): ${en}. The vote on these applicants should be repeated.`,
  ],
  objectionToBoard: (fingerprint, member) => [
    `异议：评委 ${member} 看到的本轮（指纹 ${fingerprint}）票表，没有监督方的有效签名，或不属于截止时的根。请监督方当众核对票表。`,
    `Objection: the board that member ${member} was shown for the vote with fingerprint ${fingerprint} does not bear the supervisor's ` +
      "signature, or is not of the root that was closed. The supervisor should compare the board before everybody.",
  ],
};
