# campaign_tool: the campaign's tools are Windows programs.
frame_shut campaign_tool files absent "the campaign's tools do not run on this kind of machine"
