function Write-FrameDone { [Console]::Out.WriteLine("@$nonce done") }
